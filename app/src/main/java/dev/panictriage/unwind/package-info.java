// SPDX-License-Identifier: Apache-2.0
/**
 * Stacks: from registers and stack memory to calls, each with how far it can be trusted.
 */
@NullMarked
package dev.panictriage.unwind;

import org.jspecify.annotations.NullMarked;
