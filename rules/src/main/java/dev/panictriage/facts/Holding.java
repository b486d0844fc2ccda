// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

/** How it is known who keeps a waiter waiting, surest first. */
public enum Holding {
    /** What is waited for names the one: a lock's owner, the CPU that a grace period or an IPI waits for. */
    READ,
    /** The code on the one's stack took the lock on every way to where it stands, and has not given it back. */
    CODE,
    /** The code on the one's stack took the lock on some way to where it stands; or it came last, and one reader is inside. */
    LIKELY,
    /** It came last of several: it may have left, and others may be inside. */
    HINT;

    /** Whether a proof may rest on it. */
    public boolean isSure() {
        return this == READ || this == CODE;
    }
}
