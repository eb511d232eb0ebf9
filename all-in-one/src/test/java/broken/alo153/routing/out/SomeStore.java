package broken.alo153.routing.out;

/** Something that acts. */
public interface SomeStore {}
