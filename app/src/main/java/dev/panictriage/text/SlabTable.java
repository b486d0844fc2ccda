// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kmem ADDRESS} of an object of a slab cache:
 *
 * <pre>
 * CACHE             OBJSIZE  ALLOCATED     TOTAL  SLABS  SSIZE  NAME
 * ffff88017fc78a00       80      33652     36465    715     4k  anon_vma(0:x)
 *   SLAB              MEMORY            NODE  TOTAL  ALLOCATED  FREE
 *   ffffea0004066b40  ffff8801019ad000     0     51         51     0
 *   FREE / [ALLOCATED]
 *   [ffff8801019ad4b0]
 * </pre>
 */
final class SlabTable {
    private static final int MAX_OBJECTS = 1000;

    private final List<AddressIdentity> objects = new ArrayList<>();
    private @Nullable Word asked;
    private @Nullable String cache;
    private boolean cacheFollows;
    private boolean objectFollows;

    /** A command was typed. */
    void command(String command) {
        List<String> words = Chars.words(command);
        asked = words.size() == 2 && words.getFirst().equals("kmem") ? Chars.word(words.get(1)) : null;
        cache = null;
        cacheFollows = false;
        objectFollows = false;
    }

    /** Takes in a line if it is of the table. */
    boolean read(String text, int number) {
        String line = text.strip();
        if (line.startsWith("CACHE") && line.contains("OBJSIZE")) {
            cacheFollows = true;
            return true;
        }
        if (line.startsWith("FREE / [ALLOCATED]")) {
            objectFollows = true;
            return true;
        }
        if (cacheFollows) {
            List<String> cells = Chars.words(line);
            cacheFollows = false;
            cache = cells.size() >= 7 ? cells.getLast() : null;
            return cache != null;
        }
        if (objectFollows && cache != null && asked != null) {
            objectFollows = false;
            boolean allocated = line.startsWith("[");
            int from = allocated ? 1 : 0;
            Word object = Chars.word(line.substring(from, Chars.skipHex(line, from)));
            if (object != null && objects.size() < MAX_OBJECTS) {
                objects.add(new AddressIdentity(
                        asked,
                        AddressIdentity.Kind.SLAB_OBJECT,
                        cache,
                        asked.minus(object),
                        true,
                        allocated ? "allocated" : "free",
                        Source.transcript("line " + number)));
                return true;
            }
        }
        return line.startsWith("SLAB ") && line.contains("MEMORY");
    }

    void addTo(List<Fact> facts) {
        facts.addAll(objects);
    }
}
