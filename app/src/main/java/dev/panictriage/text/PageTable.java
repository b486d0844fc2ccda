// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.PageState;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kmem ADDRESS}: the page that the address is, or is in.
 *
 * <pre>
 *       PAGE         PHYSICAL      MAPPING       INDEX CNT FLAGS
 * ffffe7f22a9b0000  aa6c00000 ffff9c956f7b4231 7fe793e00  2 2fffff00084048 uptodate,active,head,swapbacked
 * </pre>
 */
final class PageTable {
    /** Low bits of page.mapping, {@code include/linux/page-flags.h}. */
    private static final long MAPPING_ANON = 1;

    private static final long MAPPING_MOVABLE = 2;
    private static final int MAX_PAGES = 1000;

    private final List<PageState> pages = new ArrayList<>();
    private String asked = "";
    private boolean headed;

    /** A command was typed. */
    void command(String command) {
        headed = false;
        asked = command.startsWith("kmem ")
                ? command.substring("kmem ".length()).strip()
                : "";
    }

    /** Takes in a line if it is of the table. */
    boolean read(String text, int number) {
        String line = text.strip();
        if (Chars.skipWord(line, 0) == "PAGE".length()
                && line.startsWith("PAGE")
                && line.contains("PHYSICAL")
                && line.contains("MAPPING")) {
            headed = true;
            return true;
        }
        if (!headed || line.isEmpty() || pages.size() >= MAX_PAGES) {
            return false;
        }
        List<String> cells = Chars.words(line);
        Word page = Chars.word(cells.getFirst());
        if (page == null || cells.size() < 6) {
            headed = false;
            return false;
        }
        Word mapping = Chars.word(cells.get(2));
        Integer count = Chars.number(cells.get(4));
        Word flags = Chars.word(cells.get(5));
        pages.add(new PageState(
                page,
                Chars.word(cells.get(1)),
                asked.isEmpty() ? "kmem" : "kmem of " + asked,
                cells.size() > 6 ? List.of(cells.get(6).split(",")) : List.of(),
                flags == null ? null : (Long) flags.value(),
                count == null ? null : (Long) (long) count,
                null,
                mapping,
                mapping == null ? null : kind(mapping),
                null,
                holds(page),
                null,
                null,
                Source.transcript("line " + number)));
        return true;
    }

    void addTo(List<Fact> facts) {
        facts.addAll(pages);
    }

    /** What was asked for, unless it is the struct page itself. */
    private @Nullable Word holds(Word page) {
        Word address = Chars.word(asked);
        return address == null || address.equals(page) ? null : address;
    }

    private static PageState.@Nullable MappingKind kind(Word mapping) {
        if (mapping.isZero()) {
            return PageState.MappingKind.NONE;
        }
        boolean anonymous = (mapping.value() & MAPPING_ANON) != 0;
        boolean movable = (mapping.value() & MAPPING_MOVABLE) != 0;
        if (anonymous) {
            return movable ? PageState.MappingKind.KSM : PageState.MappingKind.ANONYMOUS;
        }
        return movable ? PageState.MappingKind.MOVABLE : PageState.MappingKind.FILE;
    }
}
