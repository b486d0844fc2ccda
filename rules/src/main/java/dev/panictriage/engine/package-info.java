// SPDX-License-Identifier: Apache-2.0
/** The rule engine behind one small class, and the questions that rules may put to the dump. */
@NullMarked
package dev.panictriage.engine;

import org.jspecify.annotations.NullMarked;
