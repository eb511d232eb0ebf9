package alo153.routing;

import java.util.Locale;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.ComponentScan;

/** Runs the routing service alone. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan
public class RoutingApplication {
  /** As it is started alone and beside the other services. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(RoutingApplication.class)
        .properties("spring.config.name=routing-service");
  }

  public static void main(String[] arguments) {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    application().run(arguments);
  }
}
