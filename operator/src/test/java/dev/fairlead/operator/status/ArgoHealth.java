package dev.fairlead.operator.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.jse.JseBaseLib;

/**
 * What Argo CD shows of a resource: the result of the script that users install, with the libraries
 * that Argo CD opens and no others (its {@code util/lua}).
 *
 * @param status Healthy, Progressing, Degraded or Suspended
 * @param message for a person
 */
record ArgoHealth(String status, String message) {
  private static final Path SCRIPT = Path.of("../docs/gitops/argocd/health.lua");
  private static final ObjectMapper JSON = new ObjectMapper();

  static ArgoHealth of(ModelDeployment md) {
    Globals globals = new Globals();
    globals.load(new JseBaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    LoadState.install(globals);
    LuaC.install(globals);
    globals.set("obj", lua(tree(md)));
    LuaValue health = globals.load(script(), SCRIPT.toString()).call();
    return new ArgoHealth(
        health.get("status").checkjstring(), health.get("message").checkjstring());
  }

  private static String script() {
    try {
      return Files.readString(SCRIPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(ModelDeployment md) {
    try {
      return JSON.readTree(Serialization.asJson(md));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Numbers are doubles, as in Lua 5.1. */
  private static LuaValue lua(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        var table = new LuaTable();
        node.properties().forEach(field -> table.set(field.getKey(), lua(field.getValue())));
        yield table;
      }
      case ARRAY -> {
        var table = new LuaTable();
        for (int i = 0; i < node.size(); i++) {
          table.set(i + 1, lua(node.get(i)));
        }
        yield table;
      }
      case NUMBER -> LuaValue.valueOf(node.doubleValue());
      case BOOLEAN -> LuaValue.valueOf(node.booleanValue());
      case NULL -> LuaValue.NIL;
      default -> LuaValue.valueOf(node.textValue());
    };
  }
}
