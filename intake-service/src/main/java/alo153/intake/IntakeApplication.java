package alo153.intake;

import java.util.Locale;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The intake as a process of its own, or as one of several in a JVM. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class IntakeApplication {

  /** The service, ready to run. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(IntakeApplication.class)
        .properties("spring.config.name=intake-service");
  }

  public static void main(String[] arguments) {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    application().run(arguments);
  }
}
