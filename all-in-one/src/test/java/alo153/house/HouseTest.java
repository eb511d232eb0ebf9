package alo153.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shape of the house. Each rule says why, and a fixture in the packages below shows that it
 * bites.
 */
class HouseTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("alo153");

  private static final List<String> SERVICES =
      List.of("intake", "routing", "tracking", "notification");

  /**
   * One rule and what breaks it.
   *
   * @param rule the rule
   * @param fixture classes it must refuse
   */
  private record Law(ArchRule rule, Class<?>... fixture) {
    @Override
    public String toString() {
      return rule.getDescription();
    }
  }

  static Stream<Law> laws() {
    return Stream.of(
        new Law(
            classes()
                .that()
                .resideInAPackage("..alo153..decide..")
                .should(
                    onlyDependOnClassesThat(
                        resideInAnyPackage(
                            "java..",
                            "..alo153.events..",
                            "..alo153.city..",
                            "..alo153..decide..",
                            "org.jspecify..",
                            "javax.crypto..",
                            // says how a value is kept, nothing more
                            "com.fasterxml.jackson.annotation..",
                            // what a pure rule may use outside of our own: phone numbers
                            "com.google.i18n.phonenumbers..")))
                .because(
                    "deciding takes values and gives values, so its tests need no broker and no store"),
            broken.alo153.routing.decide.DecidesWithTheStore.class),
        new Law(
            noClasses()
                .that()
                .resideInAPackage("..alo153..decide..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..alo153..in..", "..alo153..out..")
                .because(
                    "data moves in, decide, out; what decides does not know where data comes from or goes"),
            broken.alo153.routing.decide.DecidesWithTheStore.class),
        new Law(
            classes()
                .that()
                .resideInAPackage("..alo153.events..")
                .should(
                    onlyDependOnClassesThat(
                        resideInAnyPackage(
                            "java..",
                            "javax.crypto..",
                            "..alo153.events..",
                            "org.jspecify..",
                            "tools.jackson..",
                            "com.fasterxml.jackson.annotation..")))
                .because("the language is spoken by all and may need no framework"),
            broken.alo153.events.SpeaksSpring.class),
        new Law(
            noClasses()
                .that()
                .resideInAnyPackage("..alo153.gateway..", "..alo153.embedded..")
                .should()
                .dependOnClassesThat(
                    resideInAPackage("..alo153..")
                        .and(not(resideInAnyPackage("..alo153.gateway..", "..alo153.embedded.."))))
                .because("the gateway and the backends know nobody"),
            broken.alo153.gateway.KnowsTheLanguage.class),
        new Law(
            noClasses()
                .that()
                .resideInAPackage("..alo153.proving..")
                .should()
                .dependOnClassesThat(
                    resideInAPackage("..alo153..")
                        .and(not(resideInAnyPackage("..alo153.proving..", "..alo153.events.."))))
                .because("what proves the promise sees only what everybody sees"),
            broken.alo153.proving.LooksInside.class),
        new Law(
            noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.cloud.stream.function.StreamBridge")
                .because(
                    "it says sent with the brokers down; EventPublisher waits for the acknowledgement"),
            broken.alo153.intake.SendsByBridge.class),
        new Law(
            noClasses()
                .that()
                .resideInAnyPackage(
                    "..alo153.intake..",
                    "..alo153.routing..",
                    "..alo153.tracking..",
                    "..alo153.notification..")
                // the eraser looks into topics no service reads
                .and()
                .doNotHaveSimpleName("CarriedTopics")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "org.apache.kafka.clients.producer..", "org.apache.kafka.clients.consumer..")
                .because(
                    "services reach the log by event-transport, which keeps the promises once for all"),
            broken.alo153.intake.ProducesByItself.class),
        new Law(
            noClasses()
                .that()
                .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
                .should()
                .callMethod(reactor.core.publisher.Mono.class, "block")
                .orShould()
                .callMethod(reactor.core.publisher.Mono.class, "block", java.time.Duration.class)
                .orShould()
                .callMethod(reactor.core.publisher.Flux.class, "blockLast")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .because("endpoints run on Netty threads, and one that waits stops all the others"),
            broken.alo153.intake.WaitsOnNetty.class),
        new Law(
            noClasses()
                .that()
                .resideInAPackage("..alo153..decide..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("time comes from a clock, so that a test can set it"),
            broken.alo153.routing.decide.ReadsTheWall.class),
        new Law(
            noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Constants")
                .orShould()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..")
                .because("a name tells what a thing is for"),
            broken.alo153.intake.TextUtils.class),
        new Law(
            noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .because("what a class needs stands in its constructor"),
            broken.alo153.intake.Injected.class),
        new Law(
            classes()
                .that()
                .resideInAnyPackage(
                    "..alo153.intake..",
                    "..alo153.routing..",
                    "..alo153.tracking..",
                    "..alo153.notification..")
                .should(meetInTheLogOnly())
                .because("services never depend on each other, so each runs alone and grows alone"),
            broken.alo153.intake.CallsRouting.class));
  }

  private static ArchCondition<JavaClass> meetInTheLogOnly() {
    return new ArchCondition<>("not depend on another service") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        String own = service(item);
        item.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> SERVICES.contains(service(dependency.getTargetClass())))
            .filter(dependency -> !service(dependency.getTargetClass()).equals(own))
            .forEach(
                dependency ->
                    events.add(
                        SimpleConditionEvent.violated(dependency, dependency.getDescription())));
      }
    };
  }

  private static String service(JavaClass item) {
    // alo153.intake… in the house, broken.alo153.intake… in the fixtures
    List<String> packages = List.of(item.getPackageName().split("\\."));
    int own = packages.indexOf("alo153") + 1;
    return own > 0 && own < packages.size() ? packages.get(own) : "";
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theHouseKeepsTheLaw(Law law) {
    law.rule().check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theLawBites(Law law) {
    JavaClasses broken = new ClassFileImporter().importClasses(law.fixture());
    assertThat(law.rule().evaluate(broken).hasViolation()).as(law.toString()).isTrue();
  }

  @Test
  void theWholeHouseIsLookedAt() {
    for (String part :
        List.of(
            "events",
            "transport",
            "frame",
            "city",
            "intake",
            "routing",
            "tracking",
            "notification",
            "gateway",
            "embedded",
            "proving")) {
      assertThat(HOUSE.stream().map(JavaClass::getPackageName))
          .as("classes of %s", part)
          .anyMatch(name -> name.startsWith("alo153." + part));
    }
  }
}
