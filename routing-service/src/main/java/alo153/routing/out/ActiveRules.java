package alo153.routing.out;

import alo153.city.CityPack;
import alo153.city.OwnerInfo;
import alo153.events.BilingualText;
import alo153.events.Owner;
import alo153.routing.decide.NextOwner;
import alo153.routing.decide.Reactions;
import alo153.routing.decide.Router;
import alo153.routing.decide.Rules;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rule set in force: the one the desk activated last, else the city pack's. Nothing is decided
 * before it is known which.
 */
public final class ActiveRules {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveRules.class);

  private final CityPack city;
  private final MongoRuleSets ruleSets;
  private final NextOwner nextOwner;
  private volatile @Nullable InForce inForce;

  private record InForce(String version, Router router, Reactions reactions) {}

  public ActiveRules(CityPack city, MongoRuleSets ruleSets) {
    this.city = city;
    this.ruleSets = ruleSets;
    this.nextOwner =
        new NextOwner(code -> city.owner(code).map(OwnerInfo::owner), owner -> name(city, owner));
  }

  /** What people call an owner. */
  public static BilingualText name(CityPack city, Owner owner) {
    return city.owner(owner.code())
        .map(OwnerInfo::name)
        .orElse(new BilingualText(owner.code().value(), owner.code().value()));
  }

  /** Blocking the first time. */
  public Reactions reactions() {
    return current().reactions();
  }

  /** Blocking the first time. */
  public Router router() {
    return current().router();
  }

  /** A rule set that is not in force, made ready to be asked. */
  public Router routerFor(MongoRuleSets.RuleSet ruleSet) {
    return new Router(city, new Rules(city, ruleSet.rules(), ruleSet.version()));
  }

  private InForce current() {
    InForce known = inForce;
    return known == null ? refresh() : known;
  }

  /** Looks which rule set is in force now; blocking. */
  public void look() {
    refresh();
  }

  private synchronized InForce refresh() {
    MongoRuleSets.RuleSet active = ruleSets.active();
    InForce known = inForce;
    if (known == null || !known.version().equals(active.version())) {
      Router router = routerFor(active);
      known = new InForce(active.version(), router, new Reactions(router, nextOwner));
      inForce = known;
      LOG.info("rule set {} with {} rules is in force", active.version(), active.rules().size());
    }
    return known;
  }
}
