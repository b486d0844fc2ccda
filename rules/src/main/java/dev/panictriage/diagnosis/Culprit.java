// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.diagnosis;

/**
 * Who or what is to blame.
 *
 * @param name of the module, function, task, lock, ...
 */
public record Culprit(Kind kind, String name) {
    public enum Kind {
        MODULE,
        FUNCTION,
        TASK,
        LOCK,
        CPU,
        OPERATOR,
        HARDWARE,
        MEMORY,
        UNKNOWN
    }
}
