package alo153.tracking;

import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The tracking service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class TrackingApplication {

  /** The service as its own file sets it; also run beside others in one JVM. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(TrackingApplication.class)
        .properties("spring.config.name=tracking-service");
  }

  public static void main(String... arguments) {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    SpringApplication application = application().build();
    application.run(arguments);
  }
}
