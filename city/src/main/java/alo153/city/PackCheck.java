package alo153.city;

import alo153.events.OwnerCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every code that one file of a pack mentions is known in another. */
final class PackCheck {
  private final CityPack city;

  PackCheck(CityPack city) {
    this.city = city;
  }

  void run() {
    need(!city.districts().isEmpty(), PackFiles.DISTRICTS, "there is no district", "draw one");
    owners();
    categories();
    rules();
  }

  private void owners() {
    for (Department department : city.departments()) {
      need(
          city.institution(department.code()).isEmpty(),
          PackFiles.INSTITUTIONS,
          "'" + department.code() + "' is a department's code too",
          "give one of them another code");
    }
    for (Institution institution : city.institutions()) {
      names(institution);
    }
  }

  private void names(Institution institution) {
    String what = "'" + institution.code() + "' ";
    List<Institution.DatedName> names = institution.names();
    need(!names.isEmpty(), PackFiles.INSTITUTIONS, what + "has no name", "write one");
    for (int i = 1; i < names.size(); i++) {
      var ends = names.get(i - 1).validTo();
      var begins = names.get(i).validFrom();
      need(
          ends != null && begins != null && ends.isBefore(begins),
          PackFiles.INSTITUTIONS,
          what + "has two names on one day",
          "end the earlier one (validTo) before the later one begins (validFrom)");
    }
    need(
        names.get(names.size() - 1).validTo() == null,
        PackFiles.INSTITUTIONS,
        what + "has no name today",
        "leave validTo of its last name out");
  }

  private void categories() {
    for (Category category : city.categories()) {
      need(
          city.groups().containsKey(category.group()),
          PackFiles.CATEGORIES,
          "'" + category.code() + "' is in the group '" + category.group() + "' nobody knows",
          "add it to 'groups'");
      OwnerCode owner = category.owner();
      if (owner != null) {
        needOwner(PackFiles.CATEGORIES, "'" + category.code() + "'", owner.value());
      }
    }
  }

  private void rules() {
    Set<String> ids = new HashSet<>();
    for (RoutingRule rule : city.rules()) {
      String what = "rule '" + rule.id() + "'";
      need(ids.add(rule.id()), PackFiles.RULES, what + " stands there twice", "rename one");
      rule.when()
          .categories()
          .forEach(
              code ->
                  need(
                      city.category(code).isPresent(),
                      PackFiles.RULES,
                      what + " asks for the topic '" + code + "'",
                      "add it to " + PackFiles.CATEGORIES + " or correct the rule"));
      rule.when()
          .districts()
          .forEach(
              code ->
                  need(
                      city.district(code).isPresent(),
                      PackFiles.RULES,
                      what + " asks for the district '" + code + "'",
                      "add it to " + PackFiles.DISTRICTS + " or correct the rule"));
      if (rule.category() != null) {
        need(
            city.category(rule.category()).isPresent(),
            PackFiles.RULES,
            what + " sets the topic '" + rule.category() + "'",
            "add it to " + PackFiles.CATEGORIES + " or correct the rule");
      }
      need(
          !rule.leavesTheTopicOpen(),
          PackFiles.RULES,
          what + " names an owner and neither asks for a topic nor sets one",
          "write categories or category");
      if (rule.owner() != null) {
        needOwner(PackFiles.RULES, what, rule.owner());
      }
      rule.alternates().forEach(other -> needOwner(PackFiles.RULES, what, other.owner()));
    }
  }

  private void needOwner(String file, String what, String template) {
    List<String> codes =
        template.contains(RoutingRule.DISTRICT)
            ? city.districts().stream()
                .map(district -> template.replace(RoutingRule.DISTRICT, district.code().value()))
                .toList()
            : List.of(template);
    for (String code : codes) {
      need(
          isOwner(code),
          file,
          what + " names the owner '" + code + "' nobody knows",
          "add it to "
              + PackFiles.DEPARTMENTS
              + " or "
              + PackFiles.INSTITUTIONS
              + ", or correct the name");
    }
  }

  private boolean isOwner(String code) {
    try {
      return city.owner(new OwnerCode(code)).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void need(boolean right, String file, String wrong, String remedy) {
    if (!right) {
      throw new CityPackException(file + ": " + wrong + "; " + remedy);
    }
  }
}
