package broken.alo153.intake;

/** Breaks: a name that tells nothing. */
public interface TextUtils {}
