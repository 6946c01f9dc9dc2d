"""What people type. Forms check and tidy; services write."""
