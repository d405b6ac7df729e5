package io.tollgate.model;

/** What of a request decides its backend where a pool picks by hash. A request that lacks it has no key. */
public sealed interface HashKey {
    /** What is taken where nothing is said. */
    HashKey DEFAULT = new Client();

    /** The value of a cookie. */
    @Unwrapped
    record Cookie(
            @Setting("The cookie's name; its value as it came, without quotes, is the key.")
            String name) implements HashKey {
        public Cookie {
            new Checks()
                    .require(
                            HttpToken.valid(name), "", "\"" + name + "\" is not a cookie name", "write one such as sid")
                    .done();
        }
    }

    /** The first line of a field. */
    @Unwrapped
    record Header(
            @Setting("The field's name; its first line as it came is the key.")
            String name) implements HashKey {
        public Header {
            new Checks()
                    .require(
                            HttpToken.valid(name),
                            "",
                            "\"" + name + "\" is not a field name",
                            "write one such as X-Customer")
                    .done();
        }
    }

    /** The value of a query parameter. */
    @Unwrapped
    record Query(
            @Setting("The parameter's name as it stands in the query; its first value as it came is the key.")
            String name)
            implements HashKey {
        public Query {
            new Checks()
                    .require(
                            !name.isEmpty() && name.chars().allMatch(c -> c > 0x20 && c < 0x7f && "=&#".indexOf(c) < 0),
                            "",
                            "\"" + name + "\" is not a parameter's name",
                            "write one such as customer, escaped as it stands in the query")
                    .done();
        }
    }

    /** The normalised path, without the query. */
    record Path() implements HashKey {}

    /** The client's address, by the word of trusted proxies. */
    record Client() implements HashKey {}
}
