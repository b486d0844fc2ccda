// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.diagnosis;

/** How sure a diagnosis is, best first. */
public enum Confidence {
    /** The evidence that tells this cause from every other was read. */
    CONFIRMED,
    /** All that was read fits, but some of what would prove it could not be read. */
    PROBABLE,
    /** Nothing read speaks against it. */
    POSSIBLE
}
