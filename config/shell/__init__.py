"""The page shell: base template, styles, account policy, health. It holds no rule of the domain."""
