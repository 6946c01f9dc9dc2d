"""Pages of openings and referrals."""
