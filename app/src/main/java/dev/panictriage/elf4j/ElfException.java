// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

/** Bytes that are not what ELF says they must be. */
public final class ElfException extends Exception {
    public ElfException(String message) {
        super(message);
    }
}
