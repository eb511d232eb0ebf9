package alo153.intake.in.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the API document that no single door owns. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

  @Bean
  OpenAPI intakeApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("ALO 153 · Başvuru kabul · Intake")
                .version("v1")
                .description(
                    "Every door of the desk. Errors are problem documents (RFC 9457); a 503 and a"
                        + " 429 say in Retry-After when to come again with the same key."));
  }
}
