// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.ArrayList;
import java.util.List;

/** The kernel's taint: {@code tainted_mask}, and what its bits mean ({@code Documentation/admin-guide/tainted-kernels.rst}). */
public final class TaintFlags {
    private static final int MOST = 32;

    private static final String LETTERS = "PFSRMBUDAWCIOELKXTNJ";

    private static final String[] MEANINGS = {
        "proprietary module was loaded",
        "module was force loaded",
        "kernel running on an out of specification system",
        "module was force unloaded",
        "processor reported a machine check exception",
        "bad page referenced or some unexpected page flags",
        "taint requested by userspace application",
        "kernel died recently, there was an oops or BUG",
        "ACPI table overridden by user",
        "kernel issued a warning",
        "staging driver was loaded",
        "workaround for bug in platform firmware applied",
        "externally-built (\"out-of-tree\") module was loaded",
        "unsigned module was loaded",
        "soft lockup occurred",
        "kernel has been live patched",
        "auxiliary taint, defined for and used by distros",
        "kernel was built with the struct randomization plugin",
        "an in-kernel test has been run",
        "userspace used a mutating debug operation in fwctl",
    };

    private final Variables variables;

    public TaintFlags(Variables variables) {
        this.variables = variables;
    }

    public long mask() {
        return variables.u64("tainted_mask");
    }

    /** The letters of the bits set, in their order. */
    public String letters(long mask) {
        StringBuilder letters = new StringBuilder();
        for (int bit = 0; bit < MOST; bit++) {
            if ((mask >>> bit & 1) != 0) {
                letters.append(letter(bit));
            }
        }
        return letters.toString();
    }

    /** The letters that the kernel prints behind a module's name: of some bits it says nothing there. */
    public String moduleLetters(long mask) {
        StringBuilder letters = new StringBuilder();
        for (int bit = 0; bit < MOST; bit++) {
            if ((mask >>> bit & 1) != 0 && isOfModules(bit)) {
                letters.append(letter(bit));
            }
        }
        return letters.toString();
    }

    /** What the bits set mean, in their order. */
    public List<String> meanings(long mask) {
        List<String> meanings = new ArrayList<>();
        for (int bit = 0; bit < MOST; bit++) {
            if ((mask >>> bit & 1) != 0) {
                meanings.add(bit < MEANINGS.length ? MEANINGS[bit] : "flag " + bit);
            }
        }
        return meanings;
    }

    /** For a bit that is newer than this program, the kernel's own table is asked. */
    private char letter(int bit) {
        if (bit < LETTERS.length()) {
            return LETTERS.charAt(bit);
        }
        try {
            char letter = (char) flag(bit).number("c_true");
            return letter > ' ' && letter < 0x7f ? letter : '?';
        } catch (UnreadableException | MissingTypeException e) {
            return '?';
        }
    }

    /** The table says so where it has a member for it; otherwise the kernel prints all. */
    private boolean isOfModules(int bit) {
        try {
            KernelObject flag = flag(bit);
            return !flag.has("module") || flag.number("module") != 0;
        } catch (UnreadableException | MissingTypeException e) {
            return true;
        }
    }

    private KernelObject flag(int bit) {
        Types.Struct type = variables.type("taint_flag");
        long table = variables.address("taint_flags");
        long bytes = variables.symbols().at(table).map(Symbols.Symbol::size).orElse(0L);
        if ((bit + 1L) * type.size() > bytes) {
            throw new MissingTypeException("taint flag " + bit);
        }
        return new KernelObject(variables.memory(), type, table + bit * type.size());
    }
}
