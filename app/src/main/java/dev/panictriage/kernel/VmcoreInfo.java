// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a kernel says about itself for readers of its dump: lines {@code KEY=VALUE} (kernel/vmcore_info.c, before 6.9
 * kernel/crash_core.c). A few kilobytes, looked through afresh by each question.
 */
public final class VmcoreInfo {
    /** A kernel's text is one page, of 64 KiB at most; anything longer is not what it claims to be. */
    static final int LONGEST = 64 << 10;

    /** The first line of every kernel's text. */
    static final String FIRST_KEY = "OSRELEASE=";

    /** Of a kernel whose text was not found: no question has an answer. */
    public static final VmcoreInfo NONE = new VmcoreInfo("");

    private final String text;

    private VmcoreInfo(String text) {
        this.text = text;
    }

    /**
     * @param note the note's description, or the memory from where the text starts on
     * @return empty if this is no VMCOREINFO: QEMU, for one, may write a note of zeros
     */
    public static Optional<VmcoreInfo> parse(byte[] note) {
        int length = 0;
        while (length < note.length && length < LONGEST && note[length] != 0) {
            length++;
        }
        String text = "\n".concat(new String(note, 0, length, StandardCharsets.ISO_8859_1));
        return text.startsWith(FIRST_KEY, 1) ? Optional.of(new VmcoreInfo(text)) : Optional.empty();
    }

    /** The value of a key as it stands there. The last one counts: lines are only ever appended. */
    public Optional<String> value(String key) {
        int at = text.lastIndexOf("\n".concat(key).concat("="));
        if (at < 0) {
            return Optional.empty();
        }
        int start = at + key.length() + 2;
        int end = text.indexOf('\n', start);
        return Optional.of(text.substring(start, end < 0 ? text.length() : end));
    }

    /** {@code SYMBOL(name)}: a run-time address. */
    public OptionalLong symbol(String name) {
        return number("SYMBOL(", name, 16);
    }

    /** All of its symbols. No address has a name by these: they are too few. */
    public Symbols symbols() {
        return new Symbols() {
            @Override
            public OptionalLong address(String name) {
                return symbol(name);
            }

            @Override
            public Optional<Symbol> at(long address) {
                return Optional.empty();
            }

            @Override
            public boolean areKnown() {
                return false;
            }
        };
    }

    /** {@code NUMBER(name)}. */
    public OptionalLong number(String name) {
        return number("NUMBER(", name, 10);
    }

    /** {@code SIZE(name)}: bytes. */
    public OptionalLong size(String name) {
        return number("SIZE(", name, 10);
    }

    /** {@code OFFSET(type.member)}: bytes. */
    public OptionalLong offset(String member) {
        return number("OFFSET(", member, 10);
    }

    /** {@code LENGTH(name)}: elements of an array. */
    public OptionalLong length(String name) {
        return number("LENGTH(", name, 10);
    }

    /** The release, as {@code uname -r} prints it. */
    public String release() {
        return value("OSRELEASE").orElse("");
    }

    /** How far KASLR moved the kernel's virtual addresses from where it was linked; absent before 3.15. */
    public OptionalLong kernelOffset() {
        return number("KERNELOFFSET", 16);
    }

    /**
     * The build id in hex, since 5.9. Not to be believed alone: mainline 905415ff3ffb, backported to 5.15.168, 6.1.113,
     * 6.6.55 and others, made the kernel write garbage here for a while.
     */
    public Optional<String> buildId() {
        return value("BUILD-ID");
    }

    /** Seconds since the epoch; absent unless the kernel itself saved this text when it crashed. */
    public OptionalLong crashTime() {
        return number("CRASHTIME", 10);
    }

    public OptionalLong pageSize() {
        return number("PAGESIZE", 10);
    }

    private OptionalLong number(String kind, String name, int radix) {
        return number(kind.concat(name).concat(")"), radix);
    }

    private OptionalLong number(String key, int radix) {
        Optional<String> value = value(key);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        String digits = value.get();
        // Most are %ld or %lx; a few processors write hexadecimal with its prefix instead.
        boolean prefixed = digits.startsWith("0x");
        try {
            if (prefixed || radix == 16) {
                return OptionalLong.of(Long.parseUnsignedLong(prefixed ? digits.substring(2) : digits, 16));
            }
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
