// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

/**
 * Facts of one subject. May throw {@link dev.panictriage.dump.UnreadableException} or {@link
 * dev.panictriage.kernel.MissingTypeException} where the dump or this kernel lacks what the subject needs: what was found
 * before is kept.
 */
interface Extractor {
    /** As the report names it when it cannot be read: "memory statistics". */
    String subject();

    void extract(KernelView kernel, FactSink facts);
}
