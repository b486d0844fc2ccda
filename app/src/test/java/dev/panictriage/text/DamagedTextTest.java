// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Damaged and random text gives facts or none, never an exception. */
class DamagedTextTest {
    private static List<TextCase> corpus = List.of();

    private static final char[] NOISE = "[]<>(){}:;,.#?+/=-0123456789abcdefx\" \tTCRIP\u001b".toCharArray();

    @Property(tries = 500)
    void randomBytes(@ForAll byte[] bytes) {
        assertIsRead(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @Property(tries = 500)
    void randomLinesOfNoise(@ForAll("noise") String text) {
        assertIsRead(text);
    }

    @Property(tries = 2000)
    void damagedLogs(@ForAll("damaged") String text) {
        assertIsRead(text);
    }

    private static void assertIsRead(String text) {
        assertThatCode(() -> {
                    for (Fact fact : OopsParser.parse(LogReader.read(text))) {
                        assertThat(fact).isNotInstanceOf(Unreadable.class);
                    }
                    TranscriptReader.read(text);
                    TextInput.recognise(text.getBytes(StandardCharsets.UTF_8));
                })
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings().withChars(NOISE).withChars('\n').ofMaxLength(400);
    }

    @Provide
    Arbitrary<String> damaged() {
        return Arbitraries.longs().map(DamagedTextTest::damage);
    }

    private static synchronized List<TextCase> corpus() throws Exception {
        if (corpus.isEmpty()) {
            corpus = TextCase.in("oops");
        }
        return corpus;
    }

    /** As of a name that was empty, or of one that somebody took out. */
    private static String withoutWords(String line, Random random) {
        String[] words = line.split(" ", -1);
        StringBuilder left = new StringBuilder();
        int from = random.nextInt(words.length);
        int to = Math.min(words.length, from + 1 + random.nextInt(2));
        for (int i = 0; i < words.length; i++) {
            left.append(i >= from && i < to ? "" : words[i]).append(i + 1 < words.length && i != from ? " " : "");
        }
        return left.toString();
    }

    /** A text of the corpus with characters changed, lines cut, doubled, dropped or swapped. */
    private static String damage(long seed) {
        Random random = new Random(seed);
        try {
            List<TextCase> cases = corpus();
            String text = cases.get(random.nextInt(cases.size())).log();
            List<String> lines = new ArrayList<>();
            for (String line : text.split("\n", -1)) {
                switch (random.nextInt(14)) {
                    case 0 -> lines.add(line.substring(0, random.nextInt(line.length() + 1)));
                    case 1 -> lines.add(line.substring(random.nextInt(line.length() + 1)));
                    case 2 -> {}
                    case 3 -> {
                        lines.add(line);
                        lines.add(line);
                    }
                    case 4 -> lines.add(random.nextInt(lines.size() + 1), line);
                    case 5 -> {
                        StringBuilder changed = new StringBuilder(line);
                        for (int i = 0; i < 3 && !changed.isEmpty(); i++) {
                            changed.setCharAt(random.nextInt(changed.length()), NOISE[random.nextInt(NOISE.length)]);
                        }
                        lines.add(changed.toString());
                    }
                    case 6, 7 -> lines.add(withoutWords(line, random));
                    default -> lines.add(line);
                }
            }
            return String.join("\n", lines);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
