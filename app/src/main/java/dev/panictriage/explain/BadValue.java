// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a bad value looks like, and which good one it may have been. */
final class BadValue {
    private static final long PAGE = 4096;
    private static final int WORD = 8;

    /** Bits of a kernel address that tell one from another; the upper ones are all set. */
    private static final int ADDRESS_BITS = 64;

    /** Words of the stack above the stack pointer in which a value is looked for. */
    private static final int STACK_WORDS = 64;

    private static final int MOST_CANDIDATES = 3;

    /** include/linux/poison.h, with CONFIG_ILLEGAL_POINTER_VALUE of x86-64. */
    private static final long POISON_POINTER_DELTA = 0xdead_0000_0000_0000L;

    private final CodeReader reader;
    private final long value;
    private final @Nullable String register;
    private final RegisterValues registers;

    private BadValue(CodeReader reader, long value, @Nullable String register, RegisterValues registers) {
        this.reader = reader;
        this.value = value;
        this.register = register;
        this.registers = registers;
    }

    /**
     * Phrases, the most telling first.
     *
     * @param register that holds it, which is not news
     * @param registers at the fault
     */
    static List<String> findings(CodeReader reader, long value, @Nullable String register, RegisterValues registers) {
        BadValue bad = new BadValue(reader, value, register, registers);
        List<String> found = new ArrayList<>(2);
        String pattern = bad.pattern();
        if (pattern != null) {
            found.add(pattern);
            return found;
        }
        if (!bad.addParts(found)) {
            bad.addFlippedBits(found);
        }
        String object = bad.isMapped(value) ? reader.identify(value) : null;
        if (object != null) {
            found.add(Word.of(value).brief() + " is " + object);
        }
        bad.addElsewhere(found);
        return found;
    }

    private @Nullable String pattern() {
        String name = Word.of(value).brief();
        if (value == 0) {
            return null; // NULL needs no explanation
        }
        if (Long.compareUnsigned(value, PAGE) < 0) {
            return name + " is a small number: an offset from NULL, or no pointer at all";
        }
        if (Long.compareUnsigned(value, -PAGE) > 0) {
            return name + " is an error pointer: ERR_PTR(" + value + ")";
        }
        String list = listPoison();
        if (list != null) {
            return name + " is " + list;
        }
        String fill = fill();
        if (fill != null) {
            return name + " is " + fill;
        }
        String text = text();
        return text == null ? null : name + " is text: \"" + text + "\"";
    }

    private @Nullable String listPoison() {
        long offset = value - POISON_POINTER_DELTA;
        if (offset == 0x100) {
            return "LIST_POISON1: the next pointer of a list entry that was deleted";
        }
        // 0x200 until 8a5e5e02fc83 of kernel 4.4 put it at 0x122.
        if (offset == 0x122 || offset == 0x200) {
            return "LIST_POISON2: the prev pointer of a list entry that was deleted";
        }
        return offset > 0 && offset < PAGE
                ? "poison with an offset: 0xdead000000000000 + "
                        + Word.of(offset).brief()
                : null;
    }

    /** Seven of eight bytes alike: the last may be the end of an object, or an offset was added. */
    private @Nullable String fill() {
        int fill = (int) (value >>> 32) & 0xff;
        long pattern = fill * 0x0101_0101_0101_0101L;
        long offset = value - pattern;
        if (offset < 0 || offset >= PAGE) {
            return null;
        }
        String meaning = switch (fill) {
            case 0x6b -> "POISON_FREE: memory of a slab object that is free";
            case 0x5a -> "POISON_INUSE: memory of a slab object that was not initialised";
            case 0xaa -> "PAGE_POISON: memory of a free page";
            case 0xcc -> "POISON_FREE_INITMEM or breakpoints: memory of freed init code";
            case 0xbb -> "SLUB_RED_INACTIVE: the red zone of a free slab object";
            case 0xa5 -> "a fill of 0xa5";
            default -> null;
        };
        return meaning == null || offset == 0
                ? meaning
                : meaning + ", plus " + Word.of(offset).brief();
    }

    /** All eight bytes printable, or up to a NUL that ends them. */
    private @Nullable String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WORD; i++) {
            int c = (int) (value >>> 8 * i) & 0xff;
            if (c == 0 && i >= 5 && value >>> 8 * i == 0) {
                return text.toString();
            }
            if (c < ' ' || c > '~') {
                return null;
            }
            text.append((char) c);
        }
        return text.toString();
    }

    /** A pointer that was cut in halves, or written beside its place. */
    private boolean addParts(List<String> found) {
        PointerPart part = PointerPart.of(value, this::isMapped, registers);
        if (part != null) {
            found.add(part.text());
        }
        return part != null;
    }

    /** Only where the value itself is none: a good address is one bit away from many others. */
    private void addFlippedBits(List<String> found) {
        if (isMapped(value)) {
            return;
        }
        int candidates = 0;
        String first = null;
        boolean isNear = false;
        for (int bit = 0; bit < ADDRESS_BITS; bit++) {
            long other = value ^ 1L << bit;
            boolean kernel = other < 0 && FaultExplainer.isCanonical(other);
            if (!kernel || bit < 3 || !isMapped(other)) {
                continue;
            }
            candidates++;
            if (!isNear) {
                String object = reader.identify(other);
                String near = object != null && object.startsWith("the start of") ? object : neighbour(other);
                isNear = near != null;
                String phrase =
                        "one bit (" + bit + ") from " + Word.of(other).brief() + (near == null ? "" : ", " + near);
                first = isNear || first == null ? phrase : first;
            }
        }
        // Of many none is likely: much of what is near is mapped.
        if (first != null && (isNear || candidates <= MOST_CANDIDATES)) {
            found.add(Word.of(value).brief() + " is " + first
                    + (candidates == 1
                            ? ", the only mapped address that is one bit away: perhaps a flipped bit"
                            : ", one of " + candidates + " mapped addresses one bit away: possibly a flipped bit"));
        }
    }

    /** Whether a register holds an address of the same page. */
    private @Nullable String neighbour(long address) {
        for (int i = 0; i < GeneralRegisters.COUNT; i++) {
            String name = GeneralRegisters.name(i);
            Long held = registers.value(name);
            if (held != null && held != value && (held ^ address) >>> 12 == 0) {
                return "in the page that " + FaultExplainer.upper(name) + " points to";
            }
        }
        return null;
    }

    private boolean isMapped(long address) {
        return reader.word(address & -WORD).isPresent();
    }

    private void addElsewhere(List<String> found) {
        StringBuilder places = new StringBuilder();
        for (int i = 0; i < GeneralRegisters.COUNT; i++) {
            String name = GeneralRegisters.name(i);
            Long held = registers.value(name);
            if (!name.equals(register) && held != null && held == value && value != 0) {
                places.append(places.isEmpty() ? "" : ", ").append(FaultExplainer.upper(name));
            }
        }
        Long sp = registers.value("rsp");
        for (int i = 0; sp != null && value != 0 && i < STACK_WORDS; i++) {
            Optional<Long> word = reader.word(sp + (long) i * WORD);
            if (word.isPresent() && word.get() == value) {
                places.append(places.isEmpty() ? "" : ", ")
                        .append("the stack at RSP + ")
                        .append(Word.of((long) i * WORD).brief());
                break;
            }
        }
        if (!places.isEmpty()) {
            found.add("the same value is in " + places);
        }
    }
}
