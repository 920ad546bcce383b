/**
 * Agent expressions: the bytecode in which a client sends breakpoint conditions and commands, so
 * that they are evaluated beside the target. See the GDB manual, "The GDB Agent Expression
 * Mechanism".
 *
 * <p>{@link org.gpugdb.protocol.agent.AgentExpression} checks bytecode once; {@link
 * org.gpugdb.protocol.agent.AgentEvaluator} then runs it as often as needed, in bounded time and
 * memory. Expressions are immutable and safe from any thread. Depends on {@code java.base} only.
 */
@NullMarked
package org.gpugdb.protocol.agent;

import org.jspecify.annotations.NullMarked;
