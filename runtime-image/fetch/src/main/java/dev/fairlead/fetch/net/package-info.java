/** HTTP that reaches only the addresses that it may reach, and hands credentials to nobody else. */
@NullMarked
package dev.fairlead.fetch.net;

import org.jspecify.annotations.NullMarked;
