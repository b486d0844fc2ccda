// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Source;
import dev.panictriage.facts.Taint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The letters of "Tainted:", {@code taint_flags} of {@code kernel/panic.c}; in the order of their bits. */
enum TaintFlag {
    PROPRIETARY_MODULE('P', "proprietary module"),
    FORCED_MODULE('F', "module loaded by force"),
    CPU_OUT_OF_SPEC('S', "CPU out of specification"),
    FORCED_RMMOD('R', "module unloaded by force"),
    MACHINE_CHECK('M', "machine check"),
    BAD_PAGE('B', "bad page or unexpected page flags"),
    USER('U', "requested by user space"),
    DIE('D', "oops or BUG before"),
    OVERRIDDEN_ACPI_TABLE('A', "ACPI table overridden"),
    WARN('W', "warning before"),
    CRAP('C', "staging driver"),
    FIRMWARE_WORKAROUND('I', "workaround for a firmware bug"),
    OOT_MODULE('O', "module from outside the kernel tree"),
    UNSIGNED_MODULE('E', "unsigned module"),
    SOFTLOCKUP('L', "soft lockup before"),
    LIVEPATCH('K', "live patch"),
    AUX('X', "auxiliary, set by the distribution"),
    RANDSTRUCT('T', "structure randomisation, or a technology preview of the vendor's"),
    TEST('N', "test"),
    FWCTL('J', "fwctl mutating debug interface");

    private final char letter;
    private final String meaning;

    TaintFlag(char letter, String meaning) {
        this.letter = letter;
        this.meaning = meaning;
    }

    /** The taint behind printed letters, in which {@code G} says "no proprietary module"; null if there is none. */
    static @Nullable Taint of(@Nullable String letters, Source source) {
        if (letters == null) {
            return null;
        }
        long mask = 0;
        StringBuilder known = new StringBuilder();
        List<String> meanings = new ArrayList<>();
        long bit = 1;
        for (TaintFlag flag : values()) {
            if (letters.indexOf(flag.letter) >= 0) {
                mask |= bit;
                known.append(flag.letter);
                meanings.add(flag.meaning);
            }
            bit <<= 1;
        }
        return mask == 0 ? null : new Taint(mask, known.toString(), meanings, source);
    }
}
