"""Tests that the program does not pass yet, and until what. One that passes has to be taken off the list."""

_PENDING = {
    "until: maps are of the structure and the plasticity that the study's options say": """
        test_map_of_regions_is_that_of_atoms
        test_map_of_several_numbers_is_refused_or_shows_all
        test_maps_of_motion_are_those_of_atoms
        test_maps_name_liquid_like_atoms_whatever_the_colour
        test_maps_follow_face_threshold
        test_maps_follow_neighbours_nearest
        test_maps_follow_nearest_10
        test_maps_follow_neighbours_cutoff
        test_maps_follow_neighbours_pairs
        test_maps_follow_weighted
        test_maps_follow_chemistry_neighbours_voronoi
        test_maps_follow_chemistry_neighbours_pairs
        test_maps_follow_chemistry_neighbours_nearest
        test_maps_follow_face_threshold_in_coordination
        test_maps_of_plasticity_and_regions_follow_cutoff
        test_maps_follow_cutoff_of_bond_order
        test_maps_of_regions_follow_glass_transition
        test_maps_follow_interval
        test_tables_are_means_of_maps
        test_nearest_of_bond_order_is_up_to_1000
        """,
    "until: maps and tables print doubles": """
        test_maps_print_every_digit
        test_tables_are_means_of_atoms_to_the_last_digit
        test_means_of_maps_and_tables_agree_to_twelve_digits
        """,
    "until: atoms --study": """
        test_maps_of_regions_follow_percentage
        test_maps_of_regions_follow_percentage_within_species
        test_maps_follow_per_neighbour
        test_atoms_of_a_study_are_those_of_its_file
        test_atoms_of_a_study_follow_structure_options
        test_atoms_of_a_study_follow_chemistry_options
        test_atoms_of_a_study_follow_cutoff_and_interval
        test_options_of_atoms_go_before_those_of_the_study
        test_percentage_marks_as_many_atoms_as_it_says
        test_per_neighbour_divides_by_the_neighbours
        test_atoms_of_a_study_take_its_cutoff
        test_atoms_and_maps_share_what_they_compute
        test_atoms_of_a_file_share_with_those_of_a_study
        test_set_of_atoms
        """,
    "until: atoms FILE finds r_c": """
        test_atoms_finds_the_cutoff_of_a_stretched_glass
        test_atoms_finds_the_cutoff_of_all_that_needs_one
        """,
    "until: samples of structure need no T_ML": """
        test_table_takes_the_cutoff_of_the_map
        test_q6_w6_is_drawn
        test_polyhedra_are_drawn
        test_sij_is_drawn
        test_composition_is_drawn
        test_alpha_is_drawn
        test_eta_is_drawn
        test_cn_table_is_drawn
        test_what_is_drawn_without_a_model_is_what_is_drawn_of_all_with_one
        test_a_time_is_taken_that_no_model_would_start_from
        test_figures_of_a_study_without_a_model_end_well
        """,
    "until: limits are those of the table of options, and clamping is said": """
        test_nearest_of_atoms_is_from_1_to_1000
        """,
    "until: --set": """
        test_every_command_that_takes_a_study_knows_set
        """,
    "until: results are kept on disk and traced": """
        test_counts_of_info_are_found_again
        test_a_tessellation_and_a_strain_are_computed_once_for_all_columns
        """,
}

PENDING = {name: reason for reason, names in _PENDING.items() for name in names.split()}
