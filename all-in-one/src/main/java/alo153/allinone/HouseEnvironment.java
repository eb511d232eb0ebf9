package alo153.allinone;

import java.util.HashMap;
import java.util.Map;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What a service of this JVM sees as its environment: the deployment's settings and keys before the
 * process's own. Under a name of its own, since the binder's context merges property sources by
 * name and would take the process's instead; the ending makes Boot read it as environment
 * variables.
 */
final class HouseEnvironment extends StandardEnvironment {
  HouseEnvironment(Map<String, String> settings) {
    Map<String, Object> copy = new HashMap<>(settings);
    getPropertySources()
        .addFirst(new SystemEnvironmentPropertySource("house-systemEnvironment", copy));
  }
}
