package alo153.gateway;

import java.util.Locale;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** The gateway as a program of its own; all-in-one starts the same {@link #application()}. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(GatewayParts.class)
@ComponentScan
@ConfigurationPropertiesScan
public class GatewayApplication {

  /**
   * The gateway, ready to run. Its configuration file is {@code gateway.yml}, since every service
   * in one JVM shares one classpath and {@code application.yml} would be the first found there.
   */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(GatewayApplication.class)
        .main(GatewayApplication.class)
        .properties("spring.config.name=gateway");
  }

  public static void main(String[] arguments) {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    application().run(arguments);
  }
}
