// SPDX-License-Identifier: Apache-2.0
/** Who waits for whom: what tasks and CPUs wait for, who holds it, and where the chains of waits end. */
@NullMarked
package dev.panictriage.locks;

import org.jspecify.annotations.NullMarked;
