// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

/** The wrappers that architectures and versions put around a system call, {@code include/linux/syscalls.h}. */
final class SystemCalls {
    private static final String[] WRAPPERS = {
        "compat_SYSC_",
        "compat_SyS_",
        "SYSC_",
        "SyS_",
        "__x64_",
        "__ia32_",
        "__arm64_",
        "____sys_",
        "___sys_",
        "__do_sys_",
        "__sys_",
        "__se_",
        "ksys_",
        "sys_",
    };

    private SystemCalls() {}

    /** The name without one wrapper's prefix, so that the same bug has the same name everywhere. */
    static String bare(String function) {
        for (String wrapper : WRAPPERS) {
            if (function.startsWith(wrapper) && function.length() > wrapper.length()) {
                return function.substring(wrapper.length());
            }
        }
        return function;
    }
}
