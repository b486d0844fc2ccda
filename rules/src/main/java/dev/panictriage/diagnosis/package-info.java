// SPDX-License-Identifier: Apache-2.0
/** The diagnosis vocabulary: what the rules conclude from facts. */
@NullMarked
package dev.panictriage.diagnosis;

import org.jspecify.annotations.NullMarked;
