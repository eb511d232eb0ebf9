package alo153.notification.in;

import alo153.frame.AccessRules;
import alo153.frame.AccessRules.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** Who may call what. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
  private static final String BASE = "/api/notification/v1";

  @Bean
  AccessRules accessRules() {
    return new AccessRules()
        .allow(HttpMethod.GET, BASE + "/requests/{id}/messages", Role.DESK)
        .allow(HttpMethod.GET, BASE + "/cimer/exports", Role.DESK)
        .allow(HttpMethod.POST, BASE + "/cimer/exports/confirm", Role.DESK)
        .open(HttpMethod.POST, BASE + "/receipts/sms/{secret}")
        .allow(HttpMethod.POST, BASE + "/receipts/whatsapp", Role.ADAPTER)
        .allow(HttpMethod.POST, BASE + "/receipts/mail", Role.ADAPTER)
        .allow(HttpMethod.POST, BASE + "/receipts/push", Role.ADAPTER)
        .allow(HttpMethod.POST, BASE + "/rebuilds", Role.OPERATOR);
  }
}
