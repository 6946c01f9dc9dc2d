"""What people do with client records, one module for each subject. Each verb names its actor `by`."""
