// SPDX-License-Identifier: Apache-2.0
/**
 * BTF, the type information that the kernel carries in its own memory.
 *
 * @see <a href="https://docs.kernel.org/bpf/btf.html">BPF Type Format</a>
 */
@NullMarked
package dev.panictriage.kernel.btf;

import org.jspecify.annotations.NullMarked;
