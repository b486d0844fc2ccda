// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.Dump;

/** A dump seen as a kernel. Opens cheaply; each part is found when it is first asked for. */
public final class KernelImage {
    private final Dump dump;

    public KernelImage(Dump dump) {
        this.dump = dump;
    }
}
