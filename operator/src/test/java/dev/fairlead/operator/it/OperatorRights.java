package dev.fairlead.operator.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A service account that may do what {@code src/main/rbac/rules.yaml} says, and nothing else; held
 * by the chart's policies besides.
 */
final class OperatorRights {
  static final String ACCOUNT = "fairlead-operator";

  private static final Path FILE = Path.of("src/main/rbac/rules.yaml");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private OperatorRights() {}

  /** For an operator in that namespace that serves all of them. */
  static void grant(KubernetesClient client, String namespace) {
    var account = new Account(namespace, ACCOUNT);
    account(client, account);
    clusterRole(
        client, account, Stream.of("watched", "cluster").flatMap(p -> rules(p).stream()).toList());
    role(client, account, namespace, ACCOUNT, rules("own"));
    Policies.holdOperator(client, namespace, ACCOUNT);
  }

  /**
   * For an operator in {@code home} that serves only the watched namespaces; the account is called
   * like its lease.
   */
  static void grantIn(
      KubernetesClient client, String home, String name, Collection<String> watched) {
    var account = new Account(home, name);
    account(client, account);
    watched.forEach(
        namespace -> role(client, account, namespace, name + "-models", rules("watched")));
    role(client, account, home, name, rules("own").stream().map(r -> of(name, r)).toList());
    Policies.holdOperator(client, home, name);
  }

  /** What such an operator needs to help drains on. */
  static void grantNodes(KubernetesClient client, String home, String name) {
    clusterRole(client, new Account(home, name), rules("cluster"));
  }

  private record Account(String namespace, String name) {}

  private static PolicyRule of(String lease, PolicyRule rule) {
    return rule.getResourceNames().isEmpty()
        ? rule
        : new PolicyRuleBuilder(rule).withResourceNames(lease).build();
  }

  private static void account(KubernetesClient client, Account account) {
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(account.name())
                .withNamespace(account.namespace())
                .endMetadata()
                .build())
        .create();
  }

  private static void clusterRole(
      KubernetesClient client, Account account, List<PolicyRule> rules) {
    String name = account.namespace() + "." + account.name();
    client
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                .addNewSubject("", "ServiceAccount", account.name(), account.namespace())
                .build())
        .create();
  }

  private static void role(
      KubernetesClient client,
      Account account,
      String namespace,
      String name,
      List<PolicyRule> rules) {
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                .addNewSubject("", "ServiceAccount", account.name(), account.namespace())
                .build())
        .create();
  }

  /** One part of the file: {@code watched}, {@code cluster} or {@code own}. */
  static List<PolicyRule> rules(String part) {
    try {
      var rules = new ArrayList<PolicyRule>();
      for (JsonNode rule : YAML.readTree(FILE.toFile()).path(part)) {
        rules.add(YAML.convertValue(rule, PolicyRule.class));
      }
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
