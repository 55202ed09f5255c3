"""Each tenant's own tamper-evident record: entries inserted by actions, sealed into a Merkle tree by a job."""
