package alo153.notification.out;

import com.mongodb.reactivestreams.client.MongoDatabase;
import org.jspecify.annotations.Nullable;

/** The limits of the accounts, kept in the store all instances share. */
final class AccountRates {
  private final MongoDatabase store;

  AccountRates(MongoDatabase store) {
    this.store = store;
  }

  /**
   * @return null where the account has no limit: then the store is not asked
   */
  @Nullable AccountRate of(Provider provider) {
    int perSecond = provider.limits().perSecond();
    return perSecond == 0 ? null : new AccountRate(store, provider.account(), perSecond);
  }
}
