package alo153.intake;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The intake as a process of its own, or as one of several in a JVM. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class IntakeApplication {

  /** The service, ready to run. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(IntakeApplication.class)
        .properties("spring.config.name=intake-service");
  }

  public static void main(String[] arguments) {
    application().run(arguments);
  }
}
