// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * As much of JSON Schema as the published schemas use, and stricter: a member that the schema does not name is a
 * violation. Keeps which members of the schema it met.
 */
final class SchemaChecker {
    private final JsonNode schema;
    private final List<String> violations = new ArrayList<>();
    private final Set<String> met = new TreeSet<>();

    SchemaChecker(JsonNode schema) {
        this.schema = schema;
    }

    /** Everything in {@code document} that the schema does not allow. */
    List<String> check(JsonNode document) {
        check(document, schema, "$", "");
        return List.copyOf(violations);
    }

    /** The members that documents had, each as the place of its definition: {@code /$defs/frame/sp}. */
    Set<String> met() {
        return met;
    }

    /** All members that the schema defines. */
    Set<String> defined() {
        Set<String> members = new TreeSet<>();
        collect(schema, "", members);
        schema.path("$defs").properties().forEach(d -> collect(d.getValue(), "/$defs/" + d.getKey(), members));
        return members;
    }

    /** The definition of a member by its place. */
    JsonNode definition(String place) {
        JsonNode node = schema;
        Iterator<String> names = List.of(place.substring(1).split("/", -1)).iterator();
        while (names.hasNext()) {
            String name = names.next();
            if (name.equals("$defs")) {
                node = node.path(name).path(names.next());
            } else if (name.equals("[]")) {
                node = node.path("items");
            } else {
                node = node.path("properties").path(name);
            }
        }
        return node;
    }

    private static void collect(JsonNode node, String place, Set<String> members) {
        node.path("properties").properties().forEach(member -> {
            String inner = place + "/" + member.getKey();
            members.add(inner);
            collect(member.getValue(), inner, members);
        });
        if (node.has("items")) {
            collect(node.path("items"), place + "/[]", members);
        }
    }

    private void check(JsonNode value, JsonNode rule, String path, String place) {
        @Nullable String reference = rule.path("$ref").stringValue(null);
        if (reference != null) {
            String target = reference.substring("#".length());
            check(value, schema.at(target), path, target);
            return;
        }
        if (!hasType(value, rule.path("type").asString("any"))) {
            violations.add(path + ": is no " + rule.path("type").asString());
        }
        if (rule.has("const") && !rule.path("const").equals(value)) {
            violations.add(path + ": is not " + rule.path("const"));
        }
        if (rule.has("enum") && rule.path("enum").valueStream().noneMatch(value::equals)) {
            violations.add(path + ": is none of the values listed: " + value);
        }
        @Nullable String pattern = rule.path("pattern").stringValue(null);
        if (pattern != null
                && !Pattern.compile(pattern).matcher(value.asString()).find()) {
            violations.add(path + ": does not match " + pattern + ": " + value);
        }
        if (rule.has("minimum") && value.asLong() < rule.path("minimum").asLong()) {
            violations.add(path + ": is too small: " + value);
        }
        if (value.isObject()) {
            checkMembers(value, rule, path, place);
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(Objects.requireNonNull(value.get(i)), rule.path("items"), path + "[" + i + "]", place + "/[]");
            }
        }
    }

    private void checkMembers(JsonNode value, JsonNode rule, String path, String place) {
        rule.path("required")
                .valueStream()
                .map(JsonNode::asString)
                .filter(name -> !value.has(name))
                .forEach(name -> violations.add(path + ": lacks " + name));
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String name = member.getKey();
            JsonNode own = rule.path("properties").path(name);
            JsonNode other = rule.path("additionalProperties");
            if (own.isMissingNode() && other.isMissingNode()) {
                violations.add(path + ": the schema does not name " + name);
            } else if (own.isMissingNode()) {
                check(member.getValue(), other, path + "." + name, place);
            } else {
                met.add(place + "/" + name);
                check(member.getValue(), own, path + "." + name, place + "/" + name);
            }
        }
    }

    private static boolean hasType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "any" -> true;
            default -> throw new IllegalArgumentException("not a type of JSON Schema: " + type);
        };
    }
}
