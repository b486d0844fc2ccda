// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.btf;

import dev.panictriage.kernel.SparseMemory;
import dev.panictriage.kernel.Types;

/** BTF that lies in a file of its own, as {@code pahole --btf_encode_detached} writes it. */
public final class TypeFile {
    private static final long AT = 0x10000;

    private TypeFile() {}

    public static Types read(byte... bytes) {
        return Btf.read(new SparseMemory().put(AT, bytes), AT, AT + bytes.length);
    }
}
