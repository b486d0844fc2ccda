// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import java.util.List;

/**
 * The machine code of one function as the file has it that it was loaded from.
 *
 * @param start address of the function at run time
 * @param bytes as in the file: not relocated, not patched
 * @param sites where the kernel may have changed it
 * @param slide by how much the kernel was moved at boot; fields of the code differ by that
 * @param file its name
 */
public record FileCode(long start, byte[] bytes, List<Site> sites, long slide, String file) {
    public FileCode {
        sites = List.copyOf(sites);
    }

    /**
     * A place that the kernel patches: alternatives, static calls and keys, mitigations, tracing, relocations.
     *
     * @param address at run time
     * @param bytes how many; 0 for the whole instruction that begins there
     */
    public record Site(long address, int bytes) {}
}
