"""What must hold on a warehouse that was really built, from the sample."""
