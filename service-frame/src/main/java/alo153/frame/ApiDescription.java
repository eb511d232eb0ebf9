package alo153.frame;

import alo153.transport.TransportSettings;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.method.HandlerMethod;

/** What every service's API document says in the same way: names, keys and problem documents. */
@AutoConfiguration
@EnableConfigurationProperties(ApiSettings.class)
class ApiDescription {
  private static final String PROBLEM = "#/components/responses/Problem";

  @Bean
  OpenApiCustomizer problemsAndKeys(
      ApiSettings settings, AccessRules accessRules, TransportSettings transport) {
    List<AccessRules.Rule> rules = SecurityConfiguration.rules(accessRules, transport);
    return document -> {
      if (!settings.title().isEmpty()) {
        document.info(
            new Info()
                .title(settings.title())
                .version("v1")
                .description(settings.description().strip()));
      }
      components(document)
          .addSchemas("Problem", problem())
          .addResponses("Problem", problemAnswer())
          .addSecuritySchemes(
              "key",
              new SecurityScheme()
                  .type(SecurityScheme.Type.APIKEY)
                  .in(SecurityScheme.In.HEADER)
                  .name("X-Api-Key"))
          .addSecuritySchemes(
              "token",
              new SecurityScheme()
                  .type(SecurityScheme.Type.HTTP)
                  .scheme("bearer")
                  .bearerFormat("JWT")
                  .description("Where an issuer is configured: the same roles in its claim roles"));
      document
          .getPaths()
          .forEach(
              (path, item) ->
                  item.readOperationsMap()
                      .forEach(
                          (method, operation) -> {
                            rules.stream()
                                .filter(rule -> rule.fits(HttpMethod.valueOf(method.name()), path))
                                .findFirst()
                                .ifPresent(rule -> says(rule, operation));
                            fails(operation, "503", "default");
                          }));
    };
  }

  /** Each role is a way in of its own; on a limited path so is none. */
  private static void says(AccessRules.Rule rule, Operation operation) {
    if (rule.limited()) {
      operation.addSecurityItem(new SecurityRequirement());
      operation.addSecurityItem(new SecurityRequirement().addList("key"));
      operation.addSecurityItem(new SecurityRequirement().addList("token"));
      fails(operation, "401", "429");
    }
    for (AccessRules.Role role : new TreeSet<>(rule.roles())) {
      operation.addSecurityItem(new SecurityRequirement().addList("key", role.name()));
      operation.addSecurityItem(new SecurityRequirement().addList("token", role.name()));
      fails(operation, "401", "403");
    }
  }

  /** The same name on every machine: without it, equal method names are numbered as they come. */
  @Bean
  OperationCustomizer operationNames() {
    return (operation, method) -> operation.operationId(name(method));
  }

  /**
   * A nested type carries its owner's name: two called Report would otherwise be one schema. Goes
   * first in, so that it is asked last, after those that unwrap a Mono or a ResponseEntity.
   */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  ModelResolver modelResolver(ObjectMapperProvider mappers) {
    var resolver = new ModelResolver(mappers.jsonMapper(), new OwnersName());
    resolver.openapi31(true);
    return resolver;
  }

  private static final class OwnersName extends TypeNameResolver {
    @Override
    protected String getNameOfClass(Class<?> type) {
      Class<?> owner = type.getEnclosingClass();
      if (owner == null || !type.getName().startsWith("alo153.")) {
        return super.getNameOfClass(type);
      }
      String prefix = withoutRole(getNameOfClass(owner));
      return type.getSimpleName().startsWith(prefix)
          ? type.getSimpleName()
          : prefix + type.getSimpleName();
    }
  }

  private static String name(HandlerMethod method) {
    String door = withoutRole(method.getBeanType().getSimpleName());
    String verb = method.getMethod().getName();
    return door.substring(0, 1).toLowerCase(Locale.ROOT)
        + door.substring(1)
        + verb.substring(0, 1).toUpperCase(Locale.ROOT)
        + verb.substring(1);
  }

  private static String withoutRole(String name) {
    return name.replaceFirst("(Endpoints?|Controller)$", "");
  }

  private static Components components(OpenAPI document) {
    if (document.getComponents() == null) {
      document.components(new Components());
    }
    return document.getComponents();
  }

  private static void fails(Operation operation, String... codes) {
    ApiResponses answers = operation.getResponses();
    if (answers == null) {
      answers = new ApiResponses();
      operation.responses(answers);
    }
    for (String code : codes) {
      answers.putIfAbsent(code, new ApiResponse().$ref(PROBLEM));
    }
  }

  private static ApiResponse problemAnswer() {
    return new ApiResponse()
        .description("A problem document (RFC 9457)")
        .content(
            new Content()
                .addMediaType(
                    "application/problem+json",
                    new MediaType()
                        .schema(new Schema<Object>().$ref("#/components/schemas/Problem"))));
  }

  private static Schema<?> problem() {
    Schema<Object> flaw = typed("object");
    flaw.addProperty("pointer", text("#/contact/phone"))
        .addProperty("code", text("PHONE_FORMAT"))
        .addProperty("detail", text(null))
        .addProperty("detail_en", text(null));
    flaw.setRequired(List.of("pointer", "code", "detail"));
    Schema<Object> problem = typed("object");
    problem
        .addProperty("type", text("https://alo153.org/problems/validation-failed"))
        .addProperty("title", text(null).description("In Turkish"))
        .addProperty("title_en", text(null))
        .addProperty("status", typed("integer"))
        .addProperty("code", text("VALIDATION_FAILED"))
        .addProperty("detail", text(null))
        .addProperty("errors", typed("array").items(flaw))
        .addProperty("traceId", text(null).description("Support asks for it"));
    problem.setRequired(List.of("type", "title", "title_en", "status", "code", "traceId"));
    return problem;
  }

  private static Schema<Object> text(@Nullable String example) {
    Schema<Object> schema = typed("string");
    if (example != null) {
      schema.setExample(example);
    }
    return schema;
  }

  private static Schema<Object> typed(String type) {
    var schema = new Schema<Object>();
    schema.setType(type);
    schema.addType(type);
    return schema;
  }
}
