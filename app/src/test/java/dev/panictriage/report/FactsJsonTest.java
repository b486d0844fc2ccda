// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Word;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsJsonTest {
    private static final Input INPUT = new Input("vmcore", "dump", "ELF vmcore", List.of("truncated"));

    private static final String WHOLE_INPUT = "{\"schema\": \"panic-triage-facts/1\","
            + "\"input\": {\"name\": \"x\", \"kind\": \"dump\", \"format\": \"y\", \"deficiencies\": []}, ";

    static List<Class<?>> kinds() {
        return List.of(Fact.class.getPermittedSubclasses());
    }

    private static Report.Facts readBack(Fact fact) {
        return FactsJson.read(FactsJson.write(INPUT, List.of(fact)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyFactIsReadBack(Class<? extends Fact> kind) throws ReflectiveOperationException {
        Fact fact = kind.cast(sample(kind, true));

        assertThat(readBack(fact).facts()).containsExactly(fact);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFactOfWhichLittleIsKnownIsReadBack(Class<? extends Fact> kind) throws ReflectiveOperationException {
        Fact fact = kind.cast(sample(kind, false));

        assertThat(readBack(fact).facts()).containsExactly(fact);
    }

    @Test
    void theInputIsReadBack() {
        assertThat(readBack(Crashes.panic(1)).input()).isEqualTo(INPUT);
    }

    @Test
    void theOrderOfFactsIsKept() {
        List<Fact> facts = Crashes.stack(Crashes.TEXT, "f", "g", "h").reversed();

        assertThat(FactsJson.read(FactsJson.write(INPUT, facts)).facts()).isEqualTo(facts);
    }

    @Test
    void whatIsWrittenIsRecognised() {
        assertThat(FactsJson.isFacts(FactsJson.write(INPUT, List.of()))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[    0.000000] Linux version 6.1.0 panic-triage-facts/1",
                "{\"schema\": \"panic-triage/1\"}"
            })
    void anythingElseIsNot(String text) {
        assertThat(FactsJson.isFacts(text)).isFalse();
    }

    @Test
    void membersOfALaterVersionAreIgnored() {
        String later =
                FactsJson.write(INPUT, List.of(Crashes.panic(1))).replace("\"message\"", "\"later\" : 1, \"message\"");

        assertThat(FactsJson.read(later).facts()).containsExactly(Crashes.panic(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"schema\": \"panic-triage-facts/1\", \"facts\": [{\"fact\": \"Nonsense\"}]}",
                "{\"schema\": \"panic-triage-facts/1\", \"facts\": [{\"fact\": \"java.lang.String\"}]}",
                "{\"schema\": \"panic-triage-facts/1\", \"facts\": [{\"fact\": \"PanicEvent\", \"task\": \"0xyz\"}]}",
                "{\"schema\": \"panic-triage-facts/1\"}",
                WHOLE_INPUT + "\"facts\": null}",
                WHOLE_INPUT + "\"facts\": [null]}",
                WHOLE_INPUT + "\"facts\": [{\"fact\": \"Frame\", \"index\": 0}]}",
                "{\"schema\": \"panic-triage-facts/1\", \"input\": {\"name\": \"x\"}, \"facts\": []}"
            })
    void whatCannotBeReadIsToldToTheUser(String json) {
        assertThatThrownBy(() -> FactsJson.read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a facts file of this version");
    }

    /** A record whose members all differ from their defaults; or, of those that may be absent, all are. */
    private static Object sample(Class<?> record, boolean full) throws ReflectiveOperationException {
        RecordComponent[] components = record.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean absent = !full && components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
            values[i] = absent ? null : value(components[i].getGenericType(), full, i);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return record.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object value(Type type, boolean full, int number) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? List.of(value(arguments[0], full, number))
                    : Map.of(value(arguments[0], full, number), value(arguments[1], full, number + 1));
        }
        Class<?> kind = (Class<?>) type;
        if (kind == Word.class) {
            return Word.of(0xffff_8880_0000_0000L + number);
        } else if (kind == String.class) {
            return "text " + number + " \"\\\n\033";
        } else if (kind == int.class || kind == Integer.class) {
            return -1 - number;
        } else if (kind == long.class || kind == Long.class) {
            return Long.MIN_VALUE + number;
        } else if (kind == double.class || kind == Double.class) {
            return 0.1 + number;
        } else if (kind == boolean.class || kind == Boolean.class) {
            return true;
        } else if (kind.isEnum()) {
            Object[] constants = kind.getEnumConstants();
            return constants[constants.length - 1];
        }
        return sample(kind, full);
    }
}
