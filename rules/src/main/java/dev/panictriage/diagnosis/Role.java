// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.diagnosis;

/** Whether a diagnosis names a cause, or only how the machine's death showed. */
public enum Role {
    CAUSE,
    /** A watchdog's panic, a deadlock after a fault, ...: to be explained by a cause, and never a root cause itself. */
    SYMPTOM
}
