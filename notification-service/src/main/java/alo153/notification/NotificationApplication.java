package alo153.notification;

import java.util.Locale;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.ComponentScan;

/** Runs the notification service alone. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan
public class NotificationApplication {
  /** As it is started alone and beside the other services. */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(NotificationApplication.class)
        .properties("spring.config.name=notification-service");
  }

  public static void main(String[] arguments) {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    application().run(arguments);
  }
}
