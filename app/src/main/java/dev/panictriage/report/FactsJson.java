// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Word;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Facts as JSON: what {@code --facts} writes, and what can be triaged again without the dump. Each fact carries its kind in
 * the member {@code fact}; machine words are hex strings; what is not known is left out.
 */
public final class FactsJson {
    /** Names the format, first member of the document. */
    public static final String SCHEMA = "panic-triage-facts/1";

    private static final String ANY_VERSION = "\"panic-triage-facts/";

    private static final String NOT_FACTS = "not a facts file of this version: ";

    private FactsJson() {}

    /** A document. */
    record Document(String schema, Input input, List<Fact> facts) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "fact")
    private interface NamedByKind {}

    public static String write(Input input, List<Fact> facts) {
        return mapper().writeValueAsString(new Document(SCHEMA, input, facts));
    }

    /** Whether a text looks like what {@link #write} writes. */
    public static boolean isFacts(String text) {
        int brace = text.indexOf('{');
        int schema = text.indexOf(ANY_VERSION);
        return brace >= 0 && text.substring(0, brace).isBlank() && schema > brace && schema < 200;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException with a message for the user if the text is no such document
     */
    public static Report.Facts read(String json) {
        try {
            Document document = mapper().readValue(json, Document.class);
            if (!SCHEMA.equals(document.schema())) {
                throw new IllegalArgumentException("a facts file of another version: " + document.schema());
            }
            requireWhole(document);
            return new Report.Facts(document.input(), document.facts());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(NOT_FACTS + Printable.of(e.getOriginalMessage()), e);
        }
    }

    /** Whether every member is there that may not be absent. The mapper does not look at what may. */
    private static void requireWhole(Record value) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object member = member(value, component);
            if (member != null) {
                requireWholeParts(member);
            } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw new IllegalArgumentException(
                        NOT_FACTS + value.getClass().getSimpleName() + " without " + component.getName());
            }
        }
    }

    private static void requireWholeParts(@Nullable Object member) {
        if (member == null) {
            throw new IllegalArgumentException(NOT_FACTS + "null in a list");
        } else if (member instanceof Record part) {
            requireWhole(part);
        } else if (member instanceof Iterable<?> elements) {
            for (Object element : elements) {
                requireWholeParts(element);
            }
        } else if (member instanceof Map<?, ?> map) {
            requireWholeParts(map.values());
        }
    }

    private static @Nullable Object member(Record value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(NOT_FACTS + component.getName() + " cannot be read", e);
        }
    }

    static JsonMapper mapper() {
        SimpleModule words = new SimpleModule();
        words.addSerializer(Word.class, new WordWriter());
        words.addDeserializer(Word.class, new WordReader());
        return JsonMapper.builder()
                .addModule(words)
                .addMixIn(Fact.class, NamedByKind.class)
                .registerSubtypes(Fact.class.getPermittedSubclasses())
                .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                .enable(SerializationFeature.INDENT_OUTPUT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    private static final class WordWriter extends ValueSerializer<Word> {
        @Override
        public void serialize(Word word, JsonGenerator json, SerializationContext context) {
            json.writeString(word.toString());
        }
    }

    private static final class WordReader extends ValueDeserializer<Word> {
        @Override
        public Word deserialize(JsonParser json, DeserializationContext context) {
            String text = json.getString();
            try {
                return Word.parse(text);
            } catch (NumberFormatException e) {
                return (Word) context.handleWeirdStringValue(Word.class, text, "not a hexadecimal word");
            }
        }
    }
}
