"""Two ledgers become equal at a cost that follows their difference, not their length.

One side asks and the other answers, one message for one answer, and nothing is remembered between them: `messages` has
the shapes and their limits, `shelf` what a side must be able to tell of its entries, `answering` the one side and
`asking` the other. The tree of digests (`lootlog.domain.digests`) is walked from the top:

1. `weeks`: the root, and the digest of every week;
2. `buckets`: the digests of buckets in the weeks that differ, in one step or, where that would be too many, in two;
3. `hashes`: the hashes in the buckets that differ;
4. `swap`: the entries that the other lacks, against those that we lack. It ends with the roots of both.

That is four or five round trips, and one more for every further 2,000 entries. Digests of buckets are cut to 128 bits;
only equal roots, of all 256 bits, mean that both hold the same.
"""
