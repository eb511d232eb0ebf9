package alo153.notification.out;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;

/** One account with each kind of provider. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  MailSettings.class,
  SmsSettings.class,
  WhatsAppSettings.class,
  PushSettings.class,
  WebhookSettings.class
})
class ProviderConfiguration {

  @Bean
  SmtpMail mailProvider(MailSettings settings, Clock clock) {
    return new SmtpMail(settings, clock);
  }

  @Bean
  Provider smsProvider(SmsSettings settings, ReactorResourceFactory resources) {
    var http = new HttpCalls("sms", settings.limits(), resources);
    return switch (settings.provider()) {
      case VERIMOR -> new VerimorSms(settings, http);
      case NETGSM -> new NetgsmSms(settings, http);
    };
  }

  @Bean
  Provider whatsAppProvider(WhatsAppSettings settings, ReactorResourceFactory resources) {
    return new WhatsAppCloud(settings, new HttpCalls("whatsapp", settings.limits(), resources));
  }

  @Bean
  Provider pushProvider(PushSettings settings, ReactorResourceFactory resources, Clock clock) {
    var http = new HttpCalls("push", settings.limits(), resources);
    TokenSource tokens =
        settings.serviceAccount() == null
            ? () -> Mono.just(settings.token())
            : ServiceAccountTokens.of(settings.serviceAccount(), http, clock);
    return new FcmPush(settings, http, tokens);
  }

  @Bean
  Provider webhookProvider(
      WebhookSettings settings, ReactorResourceFactory resources, Clock clock) {
    return new WebhookWork(settings, new HttpCalls("webhook", settings.limits(), resources), clock);
  }

  @Bean
  Provider nobodyToWriteTo() {
    return new NobodyToWriteTo();
  }
}
