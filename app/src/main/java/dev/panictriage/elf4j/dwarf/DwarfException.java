// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.io.Serial;

/** DWARF that contradicts itself, or a part of it that is not there. Reading the same part again throws again; other parts may be whole. */
public final class DwarfException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public DwarfException(String message) {
        super(message);
    }
}
