"""What must hold on OVEC's official files, wherever they are present."""
