package broken.alo153.intake;

import org.springframework.cloud.stream.function.StreamBridge;

/** Breaks: sends without waiting. */
public record SendsByBridge(StreamBridge bridge) {}
